"""The load maker: a process of its own that is thousands of phones on one event loop, told what to do line by line.

It knows nothing of the server but its doors: pages, forms and Socket.IO as a browser speaks them, compression offered.
"""
