import type { Transport } from 'tsyncio';

const longestHead = 8192;
const page = '<!doctype html>\n<title>tsyncio</title>\n<h1>Hello from a protocol</h1>\n';

function answer(status: string, body: string, { withBody }: { withBody: boolean }) {
  const head = ['Content-Type: text/html; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'];
  return `HTTP/1.0 ${status}\r\n${head.join('\r\n')}\r\n\r\n${withBody ? body : ''}`;
}

function answerTo(method: string, path: string) {
  const withBody = method !== 'HEAD';
  if (method !== 'GET' && method !== 'HEAD') return answer('405 Method Not Allowed', `<h1>No ${method} here</h1>\n`, { withBody });
  if (path !== '/') return answer('404 Not Found', '<h1>There is one page only: /</h1>\n', { withBody });
  return answer('200 OK', page, { withBody });
}

/** One request of HTTP/1.0 and its answer. */
export class PageProtocol {
  #transport: Transport | undefined;
  #head = '';

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }

  dataReceived(data: Buffer): void {
    if (!this.#transport || this.#transport.isClosing()) return;
    this.#head += data.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0 && this.#head.length < longestHead) return;
    const tooLong = end < 0 || end > longestHead;
    this.#transport.write(tooLong ? answer('431 Request Header Fields Too Large', '', { withBody: true }) : this.#answer());
    this.#transport.close();
  }

  #answer() {
    const [method = '', path = ''] = this.#head.split(' ', 2);
    if (!/^[A-Z]+$/.test(method)) return answer('400 Bad Request', '', { withBody: true });
    console.log(`${method} ${path}`);
    return answerTo(method, path);
  }
}
