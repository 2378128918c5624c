"""What goes wrong on real connections gets its reason, is tried once more where that may help, and is counted."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.loopback import Ask, Listener, crawl, http, listening, reasons, reset

PACKED = gzip.compress(bytes(range(256)) * 40)


def misbehave(connection: socket.socket, path: str) -> None:
    """Each path has its fault."""
    answers = {
        "/whole": http(),
        "/packed": http(body=PACKED, content_encoding="gzip"),
        "/cut-gzip": http(body=PACKED[:-20], content_encoding="gzip"),
        "/not-gzip": http(body=b"plain", content_encoding="gzip"),
        "/gzip-file": http(body=PACKED[:-20], content_type="application/x-gzip"),
        "/bomb": http(body=gzip.compress(bytes(30_000_000)), content_encoding="gzip"),
        "/short": http(content_length="500"),
        "/garbage": b"\x15\x03\x01 no http at all\r\n\r\n",
        "/declared-large": http(content_length="50000000"),
        "/streamed-large": http(content_length=""),
        "/circle": http(302, location="/circle"),
        "/to-ftp": http(302, location="ftp://127.0.0.1/x"),
        "/500": http(500),
        "/404": http(404),
    }
    if path == "/reset":
        reset(connection)
    elif path != "/silent-end":
        connection.sendall(answers.get(path, http(404)))
    if path == "/streamed-large":
        for _ in range(300):
            connection.sendall(b"x" * 100_000)


WANTED: dict[str, tuple[str | int, int]] = {
    # path: (reason, or status), how often it is asked
    "/whole": (200, 1),
    "/packed": (200, 1),
    "/gzip-file": (200, 1),
    "/cut-gzip": ("truncated", 2),
    "/short": ("truncated", 2),
    "/not-gzip": ("garbled", 2),
    "/garbage": ("garbled", 2),
    "/reset": ("reset", 2),
    "/silent-end": ("reset", 2),
    "/bomb": ("too large", 1),
    "/declared-large": ("too large", 1),
    "/streamed-large": ("too large", 1),
    "/circle": ("redirects in a circle", 6),
    "/to-ftp": (302, 1),
    "/500": (500, 2),
    "/404": (404, 1),
}


def test_each_fault_of_a_server_has_its_reason_and_its_number_of_tries() -> None:
    with listening(misbehave) as site:
        outcomes = crawl(Ask([site.url(path) for path in WANTED], [site.netloc]))
        asked = {path: len(site.asked(path)) for path in WANTED}
    assert {path: (reasons(outcomes)[site.url(path)], asked[path]) for path in WANTED} == WANTED
    final = {path for path in WANTED if outcomes[site.url(path)].get("is_final")}
    assert final == {"/bomb", "/declared-large", "/streamed-large"}


def test_a_body_that_drips_is_ended_by_the_clock_and_tried_once_more() -> None:
    def drip(connection: socket.socket, path: str) -> None:
        if path != "/slow":
            connection.sendall(http(404))
            return
        connection.sendall(http(content_length="100000", body=b""))
        while True:
            connection.sendall(b"x")
            time.sleep(0.1)

    with listening(drip) as site:
        outcomes = crawl(Ask([site.url("/slow")], [site.netloc], settings={"DOWNLOAD_TIMEOUT": 1.5}))
        first, second = site.asked("/slow")
    assert reasons(outcomes) == {site.url("/slow"): "timeout"}
    assert 1.3 < second - first < 5


def test_a_port_where_nobody_listens_refuses_and_a_name_without_address_is_dns() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        netloc = f"127.0.0.1:{free.getsockname()[1]}"
    urls = [f"http://{netloc}/a", "http://nowhere.test/a"]
    outcomes = crawl(Ask(urls, [netloc, "nowhere.test"]))
    assert list(outcomes[urls[0]].values())[:2] == ["refused", False]
    assert list(outcomes[urls[1]].values())[:2] == ["dns", False]


def test_a_public_sources_name_that_resolves_to_a_private_address_is_never_connected_to() -> None:
    names = {"a.test": "10.0.0.7", "b.test": "127.0.0.1", "c.test": "169.254.169.254", "d.test": "100.64.0.1"}
    with listening(misbehave) as site:
        netlocs = [f"{name}:{site.port}" for name in names]
        urls = [f"http://{netloc}/whole" for netloc in netlocs]
        outcomes = crawl(Ask(urls, netlocs, delay=0.01, is_local=False, names=names))
    assert [(outcomes[url]["reason"], outcomes[url]["is_final"]) for url in urls] == [("private address", True)] * 4
    assert site.connection_count == 0


def test_a_local_source_reaches_its_own_host_and_port_only() -> None:
    with (
        listening(lambda c, _: c.sendall(http())) as other,
        listening(lambda c, _: c.sendall(http()), host="127.0.0.2") as neighbour,
    ):
        aims = {
            "/port": other.url(),
            "/host": neighbour.url(),
            "/own-port-of-another": f"http://127.0.0.2:{other.port}/",
            "/decimal": f"http://2130706433:{other.port}/",
            "/mapped": f"http://[::ffff:127.0.0.1]:{other.port}/",
            "/name": f"http://localhost:{other.port}/",
            "/user": f"http://127.0.0.1:{other.port}@127.0.0.2:{neighbour.port}/",
            "/backslashes": f"http:\\\\127.0.0.1:{other.port}/",
        }
        # two readings of one address: browsers end the host at the backslash, others read on
        own = {
            "/two-hosts": f"http://OWN\\@127.0.0.1:{other.port}/",
            "/no-scheme": f"/\\127.0.0.1:{other.port}/",
            "/fragment": f"http://OWN#@127.0.0.1:{other.port}/",
        }

        def redirect(connection: socket.socket, path: str) -> None:
            location = (aims | own).get(path, "").replace("OWN", site.netloc)
            connection.sendall(http(302, location=location) if location else http(404))

        with listening(redirect) as site:
            outcomes = crawl(Ask([*map(site.url, [*aims, *own]), other.url("/asked")], [site.netloc]))
        away = [outcomes[url] for url in (*map(site.url, aims), other.url("/asked"))]
        assert [(each["reason"], each["is_final"]) for each in away] == [("off-domain", True)] * len(away)
        assert [outcomes[site.url(path)]["status"] for path in own] == [404] * len(own)
        assert (other.connection_count, neighbour.connection_count) == (0, 0)


class Authority:
    """Signs certificates for a test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test authority")])
        own = self._builder(self._name, self._key, timedelta(days=1)).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.path = folder / "authority.pem"
        self.path.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def context(self, host: str, *, lasts: timedelta = timedelta(days=1), is_own: bool = False) -> ssl.SSLContext:
        """What a server for `host` (an IP address) shows; `is_own`: signed by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        builder = self._builder(subject, key, lasts, subject if is_own else None).add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False
        )
        certificate = builder.sign(key if is_own else self._key, hashes.SHA256())
        path = self._folder / f"{host}-{lasts.total_seconds():.0f}-{is_own}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _builder(
        self, subject: x509.Name, key: Any, lasts: timedelta, issuer: x509.Name | None = None
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return x509.CertificateBuilder(
            issuer or self._name, subject, key.public_key(), x509.random_serial_number(), now - timedelta(days=9),
            now + lasts,
        )  # fmt: skip


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def secure(authority: Authority) -> Iterator[dict[str, Listener]]:
    """Servers by what is wrong with their TLS."""

    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(http(404 if path == "/robots.txt" else 200))

    with (
        listening(answer, authority.context("127.0.0.1")) as good,
        listening(answer, authority.context("127.0.0.1", is_own=True)) as own,
        listening(answer, authority.context("127.0.0.1", lasts=-timedelta(days=1))) as expired,
        listening(answer, authority.context("127.0.0.9")) as other_host,
        listening(answer) as plain,
    ):
        yield {"good": good, "own": own, "expired": expired, "other host": other_host, "plain": plain}


def test_a_certificate_that_is_not_good_is_tls(secure: dict[str, Listener], authority: Authority) -> None:
    urls = {name: f"https://{server.netloc}/a" for name, server in secure.items()}
    ask = Ask(list(urls.values()), [server.netloc for server in secure.values()])
    found = reasons(crawl(ask, SSL_CERT_FILE=str(authority.path)))
    assert {name: found[url] for name, url in urls.items()} == {
        "good": 200, "own": "tls", "expired": "tls", "other host": "tls", "plain": "tls",
    }  # fmt: skip
