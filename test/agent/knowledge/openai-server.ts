/** A server on loopback that speaks OpenAI's embeddings protocol, as well or as badly as a test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: { readonly model: string; readonly input: readonly string[] }
}

/** How one request is answered. */
export type Reply = (response: ServerResponse, asked: Asked) => void

export interface OpenAiServer extends AsyncDisposable {
  readonly baseUrl: string
  readonly asked: readonly Asked[]
}

/** Answers each request by the next reply, the last one again and again. */
export const openAiServer = async (...replies: readonly Reply[]): Promise<OpenAiServer> => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const question: Asked = {
        path: request.url ?? "",
        authorization: request.headers.authorization,
        body: JSON.parse(body)
      }
      const reply = replies[Math.min(asked.length, replies.length - 1)]
      asked.push(question)
      reply?.(response, question)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

/** Each text's length and place, the last text first. */
export const embeddings: Reply = (response, { body }) => {
  const data = body.input.map((text, index) => ({
    object: "embedding",
    index,
    embedding: [text.length, index + 1, 1]
  }))
  json(response, { object: "list", data: data.toReversed(), usage: { prompt_tokens: 7 } })
}

export const status =
  (code: number): Reply =>
  (response) => {
    response.writeHead(code).end("the text or the key, repeated")
  }

export const text =
  (body: string): Reply =>
  (response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(body)
  }

/** Promises more than it sends. */
export const cut: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "5000" })
  response.write('{"data":[{"index":0,', () => response.destroy())
}

export const never: Reply = () => undefined

const json = (response: ServerResponse, body: unknown) => text(JSON.stringify(body))(response, NONE)

const NONE: Asked = { path: "", authorization: undefined, body: { model: "", input: [] } }

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
