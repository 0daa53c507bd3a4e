// Preloaded (`--import`) into an example that listens where its document says: it gets a free port instead, and tells it to
// whoever started it. The example itself runs as it stands.
import { Server } from 'node:net';

const { listen } = Server.prototype;

Server.prototype.listen = function moved() {
  this.once('listening', () => process.send?.({ port: this.address().port }));
  return listen.call(this, 0, '127.0.0.1');
};
