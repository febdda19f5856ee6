"""The page that asks for the password: all of it in one answer, in two languages, light and dark."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from starlette.responses import HTMLResponse

from tunescape.interfaces.web.texts import Language

__all__ = ["login_page"]

_TEXTS = {
    "title": ("tunescape: log in", "tunescape：登录"),
    "lead": ("This music library needs a password.", "访问此音乐库需要密码。"),
    "password": ("Password", "密码"),
    "enter": ("Log in", "登录"),
    "wrong": ("That is not the password.", "密码不正确。"),
    "wait": (
        "Too many wrong passwords. Try again in {seconds} s.",
        "密码错误次数过多，请在 {seconds} 秒后重试。",
    ),
    "plain": (
        "This connection is not encrypted: others in the network can read the password.",
        "此连接未加密：同一网络中的其他人可能看到密码。",
    ),
}


def login_page(
    status: int,
    *,
    language: Language,
    action: str,
    next_path: str,
    problem: str | None = None,
    wait_s: int = 0,
    is_encrypted: bool = True,
) -> HTMLResponse:
    """Draw the page.

    Parameters
    ----------
    status : int
        200, 401 or 429.
    language : {'en', 'zh'}
    action : str
        Path the form goes to.
    next_path : str
        Where the visitor wanted to go; carried along.
    problem : {'wrong', 'wait'}, optional
        What went wrong before.
    wait_s : int
        Seconds until the next try is looked at.
    is_encrypted : bool
        Whether nobody on the way can read along.
    """
    texts = {name: both[language == "zh"] for name, both in _TEXTS.items()}
    other: Language = "en" if language == "zh" else "zh"
    html = _template().render(
        texts=texts,
        style=_style(),
        language=language,
        other=other,
        action=action,
        next_path=next_path,
        problem=None if problem is None else texts[problem].format(seconds=wait_s),
        is_encrypted=is_encrypted,
        switch=f"{action}?{urlencode({'next': next_path, 'lang': other})}",
    )
    headers = {
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{_style_hash()}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }
    if wait_s:
        headers["retry-after"] = str(wait_s)
    return HTMLResponse(html, status_code=status, headers=headers)


@lru_cache(maxsize=1)
def _style() -> str:
    return (Path(__file__).parent / "login.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _style_hash() -> str:
    return base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode("ascii")


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = PackageLoader("tunescape.interfaces.web.security", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(
        "login.html.j2"
    )
