import base64, json, os, socket, urllib.request

HOST = "127.0.0.1:9000"

def call(function, **body):
    request = urllib.request.Request(f"http://{HOST}/statusgo/{function}", json.dumps(body).encode())
    return json.load(urllib.request.urlopen(request))

def rpc(method, *params):
    return call("CallRPC", jsonrpc="2.0", id=1, method=method, params=params).get("result")

# Signals come through a WebSocket: a request, then frames of two bytes, perhaps a longer length, and a text.
stream, key = socket.create_connection(HOST.split(":")).makefile("rwb"), base64.b64encode(os.urandom(16)).decode()
stream.write(f"GET /signals HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
stream.flush()
while stream.readline().strip(): pass
known = call("InitializeApplication", dataDir="echo-data")["accounts"]
if known: call("LoginAccount", keyUid=known[0]["key-uid"], password="a long password")
else: call("CreateAccountAndLogin", rootDataDir="echo-data", displayName="echo-bot", password="a long password", customizationColor="blue")
while head := stream.read(2):
    text = stream.read(int.from_bytes(stream.read({126: 2, 127: 8}[head[1]]), "big") if head[1] > 125 else head[1])
    signal = json.loads(text) if head[0] == 0x81 else {"type": "ping"}
    if signal["type"] == "node.login":
        rpc("wakuext_startMessenger"); print("Write to", signal["event"]["settings"]["compressedKey"], flush=True)
    for message in (signal["event"].get("messages") or []) if signal["type"] == "messages.new" else []:
        if message["contentType"] == 11: rpc("wakuext_acceptContactRequest", {"id": message["id"]})
        elif message["contentType"] == 1: rpc("wakuext_sendChatMessage", {"chatId": message["localChatId"], "text": message["text"], "contentType": 1, "responseTo": message["id"]})
