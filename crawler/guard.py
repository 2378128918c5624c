"""May this address be asked? Pure answers for requests, redirects and DNS results; no name is resolved here.

A refusal is a short reason that the ledger counts; None means allowed.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from db.reasons import NOT_HTTP, OFF_DOMAIN, PRIVATE, TOO_LONG
from db.urls import MAX_ADDRESS, same_site, site_of

__all__ = [
    "NOT_HTTP",
    "OFF_DOMAIN",
    "PRIVATE",
    "TOO_LONG",
    "address_refusal",
    "literal_address",
    "refusal",
]

_NAT64 = IPv6Network("64:ff9b::/96")
# Reserved blocks that older Pythons call global: the rest of 192.0.0.0/24, site-local and documentation addresses.
_NOT_GLOBAL = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20")))
# Cloud metadata services outside the ranges that already say private or link-local.
_METADATA = frozenset({IPv4Address("168.63.129.16"), IPv6Address("fd00:ec2::254"), IPv4Address("100.100.100.200")})


def refusal(url: str, domains: Iterable[str], is_local: bool, resolved: Iterable[str] = ()) -> str | None:
    """Why a source may not ask this address.

    `domains` and `is_local` are the source's; `resolved` are the IP addresses its host is known to resolve to, and
    one bad one among them is enough.
    """
    site = site_of(url)
    if site is None:
        return NOT_HTTP
    if len(url) > MAX_ADDRESS:
        return TOO_LONG
    if not same_site(url, domains):
        return OFF_DOMAIN
    if not is_local and (site.host == "localhost" or site.host.endswith(".localhost")):
        return PRIVATE
    literal = literal_address(site.host)
    reasons = (address_refusal(ip, is_local) for ip in (*([literal] if literal else []), *resolved))
    return next((reason for reason in reasons if reason), None)


def address_refusal(ip: str, is_local: bool) -> str | None:
    """Why a connection to this IP address is refused, for a resolver to ask of each answer.

    Public addresses pass. A source declared local also reaches loopback and private networks, but never link-local,
    metadata, multicast, unspecified or reserved ones. Text that is no IP address is refused.
    """
    try:
        address = _unwrapped(ip_address(ip.partition("%")[0]))
    except ValueError:
        return PRIVATE
    is_special = address.is_multicast or address.is_unspecified or address.is_link_local or address in _METADATA
    if is_special or (address.is_reserved and not address.is_loopback):
        return PRIVATE
    is_global = address.is_global and not any(address in network for network in _NOT_GLOBAL)
    if is_global or (is_local and address.is_private):
        return None
    return PRIVATE


def literal_address(host: str) -> str | None:
    """The IP address a host is, in any form the system would accept (127.1, 0x7f.1, 2130706433); None for a name."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    last = host.rpartition(".")[2]
    if not (last.isascii() and (last.isdecimal() or last.startswith("0x"))):
        return None
    try:
        return str(IPv4Address(socket.inet_aton(host)))
    except (OSError, ValueError):
        return None


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one carries: mapped, 6to4, Teredo or NAT64; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
