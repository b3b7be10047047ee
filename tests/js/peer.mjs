// A js-waku light node that does what it is told: one JSON command a line on standard input, one JSON answer a line on
// standard output, and between them one line for each message that a filter peer pushes. It ends when its input ends.
//
// Everything on the wire is done by js-waku as it comes from npm, with its own defaults.

import { createInterface } from "node:readline";
import { createLightNode } from "@waku/sdk";
import { messageHashStr } from "@waku/core";
import { PeerExchangeCodec } from "@waku/discovery";
import { multiaddr } from "@multiformats/multiaddr";

const CLUSTER_ID = 16;
const IDENTIFY_TIMEOUT_MS = 20_000;

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const fromBase64 = (text) => new Uint8Array(Buffer.from(text, "base64"));
const fromHex = (text) => new Uint8Array(Buffer.from(text, "hex"));

/** A Waku message as it is told; its hash is that of js-waku. */
const told = (pubsubTopic, message) => ({
  hash: messageHashStr(pubsubTopic, message),
  pubsubTopic,
  contentTopic: message.contentTopic,
  payload: base64(message.payload),
  version: message.version ?? 0,
  timestamp: String(message.timestamp ?? 0n),
  ephemeral: message.ephemeral ?? false,
  ...(message.meta === undefined ? {} : { meta: base64(message.meta) }),
});

/** Reads every message, whatever its version says about its payload: that is a matter of the application. */
const decoder = (pubsubTopic, contentTopic) => ({
  pubsubTopic,
  contentTopic,
  fromProtoObj: async (topic, message) => ({ ...told(topic, message), pubsubTopic: topic }),
});

/** Sends a message that somebody else made, as it is. */
const encoder = ({ pubsubTopic, contentTopic, payload, version, timestamp, ephemeral, meta }) => ({
  pubsubTopic,
  contentTopic,
  ephemeral,
  toWire: async () => fromBase64(payload),
  toProtoObj: async () => ({
    payload: fromBase64(payload),
    contentTopic,
    version,
    timestamp: BigInt(timestamp),
    ephemeral,
    meta: meta === undefined ? undefined : fromBase64(meta),
    rateLimitProof: undefined,
  }),
});

/** The protocols that a peer names, once it has. */
async function identified(node, peerId) {
  const known = await node.libp2p.peerStore.get(peerId);
  if (known.protocols.length > 0) return known.protocols;
  const { promise, resolve, reject } = Promise.withResolvers();
  const late = setTimeout(() => reject(new Error("the peer does not identify itself")), IDENTIFY_TIMEOUT_MS);
  node.libp2p.addEventListener("peer:identify", ({ detail }) => {
    if (detail.peerId.equals(peerId)) resolve(detail.protocols);
  });
  return promise.finally(() => clearTimeout(late));
}

const commands = {
  async connect(node, { address }) {
    const connection = await node.libp2p.dial(multiaddr(address));
    const protocols = await identified(node, connection.remotePeer);
    return { peerId: connection.remotePeer.toString(), protocols, multiplexer: connection.multiplexer };
  },

  /** What js-waku asks service nodes for, and what it needs to be connected to them. */
  async protocols(node, _) {
    const asked = [node.filter.multicodec, ...node.lightPush.multicodec, node.store.multicodec, PeerExchangeCodec];
    return [...asked, ...node.libp2p.getProtocols()];
  },

  async metadata(node, _) {
    const [peerId] = node.libp2p.getPeers();
    const { error, shardInfo } = await node.libp2p.services.metadata.query(peerId);
    if (error) throw new Error(error);
    return { clusterId: shardInfo.clusterId, shards: shardInfo.shards };
  },

  async subscribe(node, { pubsubTopic, contentTopics }) {
    const decoders = contentTopics.map((contentTopic) => decoder(pubsubTopic, contentTopic));
    if (!(await node.filter.subscribe(decoders, (message) => say({ message })))) throw new Error("refused");
  },

  async unsubscribe(node, { pubsubTopic, contentTopics }) {
    const decoders = contentTopics.map((contentTopic) => decoder(pubsubTopic, contentTopic));
    if (!(await node.filter.unsubscribe(decoders))) throw new Error("refused");
  },

  /** Asks a filter peer whether it still knows us. */
  async ping(node, _) {
    const { failure } = await node.filter.protocol.ping(node.libp2p.getPeers()[0]);
    if (failure) throw new Error(failure.error);
  },

  async push(node, { message, version }) {
    const payload = fromBase64(message.payload);
    const options = { autoRetry: false, useLegacy: version === 2 };
    const { successes, failures } = await node.lightPush.send(encoder(message), { payload }, options);
    if (successes.length === 0) throw new Error(failures.map(({ error }) => error).join(", "));
  },

  /** Pages of messages, in the order in which they come. */
  async history(node, { pubsubTopic, contentTopics, timeStartMs, timeEndMs, forward, pageSize, hashes }) {
    const decoders = contentTopics.map((contentTopic) => decoder(pubsubTopic, contentTopic));
    const options = {
      paginationForward: forward,
      paginationLimit: pageSize,
      ...(timeStartMs === undefined ? {} : { timeStart: new Date(timeStartMs) }),
      ...(timeEndMs === undefined ? {} : { timeEnd: new Date(timeEndMs) }),
      ...(hashes === undefined ? {} : { messageHashes: hashes.map(fromHex) }),
    };
    const pages = [];
    for await (const page of node.store.queryGenerator(decoders, options)) pages.push(await Promise.all(page));
    return pages;
  },
};

const node = await createLightNode({
  networkConfig: { clusterId: CLUSTER_ID },
  // js-waku would take encrypted WebSockets only, as browsers do.
  libp2p: { filterMultiaddrs: false, hideWebSocketInfo: true },
});
say({ peerId: node.peerId.toString() });

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    const answer = (await commands[command.do](node, command)) ?? {};
    say({ answer });
  } catch (error) {
    say({ error: error.stack ?? String(error) });
  }
}
await node.stop();
process.exit(0);
