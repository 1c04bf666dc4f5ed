"""Reads one JSON object a line (``{"do": ..., ...}``), answers one a line. ``open`` names the server."""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys

from bench.load.crowd import Crowd, understand


async def listen() -> None:
    loop = asyncio.get_running_loop()
    crowd: Crowd | None = None
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        deed, told = understand(line)
        if deed == "open":
            crowd = Crowd(**told)
            gc.collect()
            gc.freeze()
            answer = {}
        else:
            assert crowd is not None
            answer = await getattr(crowd, deed)(**told)
        print(json.dumps(answer), flush=True)


_soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
asyncio.run(listen())
