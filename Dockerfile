FROM node:20-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /parley
RUN mkdir /data && chown node:node /parley /data
USER node
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY --chown=node:node . .
ENV PARLEY_DATA=/data
RUN PARLEY_DATA=/tmp/build npm run build && rm -rf /tmp/build
VOLUME /data
EXPOSE 3000
CMD ["node", "scripts/start.mjs"]
