# One image for all processes: `api` (the default) and `worker`. It runs the sources as they are; there is no build step.

FROM node:20.20.2-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:20.20.2-bookworm-slim
# The slim image has no certificates, without which no connection out can be trusted. tini hands signals on from the first moment.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tini \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o node -g node /var/cache/perennial
ENV NODE_ENV=production \
    XDG_CACHE_HOME=/var/cache
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY LICENSE package.json tsconfig.json ./
COPY bin bin
COPY activities activities
COPY api api
COPY catalog catalog
COPY channels channels
COPY cli cli
COPY engine engine
COPY gate gate
COPY local local
COPY messages messages
COPY preview preview
COPY store store
COPY worker worker
# Last, for they change most.
COPY templates templates
COPY workflows workflows
USER node
EXPOSE 8080
# Of the api; a worker has no port, and is started without it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "bin/perennial.cjs"]
CMD ["api"]
