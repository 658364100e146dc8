"""Publishes from Python 3.9 or newer, with the standard library alone.

    python3 publish.py [CHANNEL] [MESSAGE]
"""

import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

SERVER = os.environ.get("FRESHET_URL", "http://127.0.0.1:8080")
SECRET = os.environ.get("FRESHET_SECRET")
ATTEMPTS = 5


def post(path, body, headers):
    """Sends a request, and again when that can help."""
    if SECRET:
        headers = {**headers, "Authorization": "Bearer " + SECRET}
    request = urllib.request.Request(SERVER + path, data=body, headers=headers, method="POST")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            # A problem that trying again can mend comes with Retry-After.
            after = float(error.headers.get("Retry-After", 0))
            if after == 0 or attempt == ATTEMPTS:
                problem = json.load(error)
                raise RuntimeError(problem["code"] + ": " + problem["detail"]) from None
        except OSError:
            after = 1
            if attempt == ATTEMPTS:
                raise
        time.sleep(after * (1 + random.random()))


def publish(channel, message, event=None):
    """One message. The key makes a repeated attempt harmless: the second is answered, not delivered."""
    headers = {"Content-Type": "text/plain; charset=utf-8", "Idempotency-Key": str(uuid.uuid4())}
    if event:
        headers["Event"] = event
    return post("/channels/" + urllib.parse.quote(channel, safe=""), message.encode(), headers)


def publish_all(messages):
    """Many messages to many channels in one request; each has a result of its own, in order."""
    batch = [{"idempotency-key": str(uuid.uuid4()), **message} for message in messages]
    results = post("/channels", json.dumps(batch).encode(), {"Content-Type": "application/json"})
    for message, result in zip(messages, results):
        if "code" in result:
            print(message["channel"], result["code"], result["detail"], file=sys.stderr)
    return results


if __name__ == "__main__":
    channel = sys.argv[1] if len(sys.argv) > 1 else "chat"
    message = sys.argv[2] if len(sys.argv) > 2 else "hello from Python"
    print(publish(channel, message))
    print(publish(channel, message, event="greeting"))
    print(
        publish_all(
            [
                {"channel": channel, "data": "one of two"},
                {"channel": "news", "data": {"title": "two of two"}, "event": "headline"},
            ]
        )
    )
