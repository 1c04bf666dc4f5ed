"""Live: what every screen shows now, and how a change reaches it. Writes go over HTTP; sockets only tell."""
