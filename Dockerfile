FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY console/package.json console/
RUN npm ci --omit=dev
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
COPY client client
COPY console console
RUN npm run build

FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY console/package.json console/
# What the server runs on; what the console was built with stays behind.
RUN npm ci --omit=dev --workspaces=false
COPY bin bin
COPY --from=build /app/dist dist
COPY --from=build /app/console/dist console/dist
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production SELFSAME_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/selfsame.js"]
CMD ["serve"]
