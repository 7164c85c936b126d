"""A heavier machine does the work: networks asked over HTTP in the Open Inference Protocol v2, never unless told.

That is what KServe, Triton, MLServer and OpenVINO Model Server speak:
https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol. A photo leaves this machine only
when the user gave a server's address (`Server(url)`, `--server URL`, `CULLING_SERVER`): then its tiles, as plain
numbers, go to that address, and to no other (redirects are not followed).

Read in this order: `server` (what is asked), `exchange` and `connections` (how, over HTTP), `tensors` (what is sent),
`facts` (what a server says of itself), `runner`, `fallback` (what happens when it fails).

HTTP is left to requests, which is here already, works from any thread and system, and knows proxies and certificates.
Triton's own client (tritonclient) was looked at: it wants gevent and six more packages, its objects belong to one
thread, it takes answers of any size and no proxies.
"""

from culling.remote.errors import ServerError
from culling.remote.facts import ServerFacts, Tensor
from culling.remote.fallback import fall_back
from culling.remote.runner import Runner
from culling.remote.server import SERVER_VARIABLE, Server, server_from

__all__ = ["SERVER_VARIABLE", "Runner", "Server", "ServerError", "ServerFacts", "Tensor", "fall_back", "server_from"]
