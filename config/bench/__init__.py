"""The bench: one large invented mall built by COPY, and the time each page takes over it.

It lives in a database cluster of its own under `var/bench`, is kept between runs, and is no part of the tests.
"""
