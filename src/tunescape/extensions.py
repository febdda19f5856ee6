"""Which files are taken for audio by their names."""

__all__ = ["AUDIO_EXTENSIONS"]

AUDIO_EXTENSIONS = frozenset(
    {
        *(
            b".mp3",
            b".aac",
            b".m4a",
            b".m4b",
            b".m4r",
            b".flac",
            b".alac",
            b".ogg",
            b".oga",
            b".opus",
            b".spx",
        ),
        *(
            b".wav",
            b".wave",
            b".bwf",
            b".rf64",
            b".w64",
            b".aif",
            b".aiff",
            b".aifc",
            b".au",
            b".snd",
            b".caf",
        ),
        *(b".wma", b".asf", b".ape", b".wv", b".tta", b".tak", b".shn", b".mpc", b".mp+", b".mpp"),
        *(b".dsf", b".dff", b".ac3", b".eac3", b".ec3", b".dts", b".dtshd", b".thd", b".mlp"),
        *(b".mp1", b".mp2", b".mpa", b".m2a", b".adts", b".latm", b".loas", b".amr", b".awb", b".gsm"),
        *(b".oma", b".aa3", b".at3", b".ra", b".qoa", b".voc", b".mka", b".weba"),
        *(b".mp4", b".m4v", b".mov", b".qt", b".mkv", b".webm", b".avi", b".wmv", b".flv", b".f4v", b".ogv"),
        *(b".mpg", b".mpeg", b".vob", b".mts", b".m2ts", b".3gp", b".3g2", b".rm", b".rmvb"),
    }
)
"""What is looked at inside folders; a file that is named itself is always looked at."""
