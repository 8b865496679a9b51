/** As fetch, for one request whose sending is watched: fetch itself tells nothing of that. `onSent` gets the share sent, 0 to 1. */
export function uploadingFetch(onSent: (share: number) => void): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = await request.blob();
    const { method, url, headers, signal } = request;
    signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      const sending = new XMLHttpRequest();
      sending.open(method, url);
      headers.forEach((value, name) => {
        sending.setRequestHeader(name, value);
      });
      sending.responseType = 'blob';
      sending.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total);
      sending.onload = () => resolve(responseOf(sending));
      // What fetch throws where the network fails.
      sending.onerror = () => reject(new TypeError('the connection was lost'));
      sending.onabort = () => reject(signal.reason);
      signal.addEventListener('abort', () => sending.abort(), { once: true });
      sending.send(body);
    });
  };
}

function responseOf(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().trim().split('\r\n');
  const headers = lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const { status, statusText, responseURL } = request;
  const response = new Response(status === 204 ? null : request.response, { status, statusText, headers });
  return Object.defineProperty(response, 'url', { value: responseURL });
}
