"""What stands between the network and the pages: hosts, origins, limits, the password."""
