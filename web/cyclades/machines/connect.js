// How to reach a machine: addresses, forwarded ports, the ready ssh line.

const SSH = 22;
const HTTP = 80;
const HTTPS = 443;

/** Ports that lead to a machine without an address of its own: [{guest, host, port}], by the machine's port. */
const forwardsOf = (server) => Object.entries(server["SNF:port_forwarding"] ?? {})
  .map(([guest, { host, port }]) => ({ guest: Number(guest), host, port }))
  .sort((one, other) => one.guest - other.guest);

/** @returns {{version: 4|6, address: string, mac: string}[]} in the order of the network cards */
export function addressesOf(server) {
  return (server.attachments ?? []).flatMap((nic) => [
    nic.ipv4 && { version: 4, address: nic.ipv4, mac: nic.mac_address },
    nic.ipv6 && { version: 6, address: nic.ipv6, mac: nic.mac_address },
  ].filter(Boolean));
}

/** The account to log in with: the first of the metadata "users", else root. */
export function loginOf(server) {
  const users = Object.entries(server.metadata ?? {}).find(([key]) => key.toLowerCase() === "users")?.[1] ?? "";
  return users.split(/\s+/).find(Boolean) ?? "root";
}

/** @returns {string|null} null while the machine has no address */
export function sshLine(server) {
  const login = loginOf(server);
  const forward = forwardsOf(server).find((each) => each.guest === SSH);
  if (forward) return `ssh -p ${forward.port} ${login}@${forward.host}`;
  const address = addressesOf(server)[0];
  return address ? `ssh ${login}@${address.address}` : null;
}

/** @returns {string[]} addresses of web servers behind forwarded ports */
export function webLinks(server) {
  return forwardsOf(server)
    .filter((each) => each.guest === HTTP || each.guest === HTTPS)
    .map((each) => `${each.guest === HTTPS ? "https" : "http"}://${each.host}:${each.port}/`);
}

/** @returns {string[]} "127.0.0.1:10022 → 22" */
export function forwardLines(server) {
  return forwardsOf(server).map((each) => `${each.host}:${each.port} → ${each.guest}`);
}

/** What the list shows as the address. */
export function shortAddress(server) {
  const forward = forwardsOf(server)[0];
  return forward ? `${forward.host}:${forward.port}` : addressesOf(server)[0]?.address ?? "";
}
