import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

/** What a page tells of. */
export type Message = 'doing' | 'report' | 'failure'

/** A server of one page, on this machine alone. */
export interface PageServer {
  readonly address: string
  close(): void
}

const html =
  '<!doctype html><meta charset="utf-8"><title>agreement</title><script type="module" src="/page.js"></script>'

/**
 * Serves a page and its program.
 *
 * @param headers those that make the page what it is
 * @param heard called with what the page tells
 */
export async function servePage(
  script: string,
  headers: Readonly<Record<string, string>>,
  heard: (what: Message, body: string) => void,
): Promise<PageServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const send = (status: number, type: string, body: string): void => {
      response.writeHead(status, { ...headers, 'Content-Type': type }).end(body)
    }
    if (pathname === '/') return send(200, 'text/html', html)
    if (pathname === '/page.js') return send(200, 'text/javascript', script)
    const what = (['doing', 'report', 'failure'] as const).find((one) => pathname === `/${one}`)
    if (what === undefined || request.method !== 'POST') return send(404, 'text/plain', '')
    heard(what, await text(request))
    send(200, 'text/plain', '')
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  return {
    address: `http://127.0.0.1:${address.port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
