# The production image: one for web, worker and beat; the command tells which.
FROM python:3.12-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/fuwutai
COPY requirements requirements
COPY package.json package-lock.json .npmrc ./
COPY . .
# Assets and translations; the keys of the build are thrown away with it.
RUN apt-get update && python config/install.py --no-dev && rm -rf node_modules var/setup.log

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 desk
WORKDIR /srv/fuwutai
COPY --from=build --chown=root:root /srv/fuwutai /srv/fuwutai
RUN mkdir -p var/media var/run && chown -R desk:desk var/media var/run
USER desk
ENV PATH=/srv/fuwutai/.venv/bin:$PATH PYTHONUNBUFFERED=1 PRODUCTION=1
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "--no-ws", "--respawn-failed-workers", "config.wsgi:application"]
