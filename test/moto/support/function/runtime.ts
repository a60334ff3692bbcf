/** Runs in a process of its own and does what Lambda does: loads the handler once, then hands it one event after the other. */

const [file = '', name = 'handler'] = process.argv.slice(2);
const { [name]: handler } = await import(file);

process.on('message', (event: unknown) => {
  const send = (answer: object) => process.send?.(answer);
  // Like Lambda, pass on no more of an error than can be written down.
  handler(event).then(
    (result: unknown) => send({ result }),
    (error: unknown) => send({ error: String(error) }),
  );
});
process.send?.({ ready: true });
