package outbound

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
)

// closed are the ranges a stranger's address must not lead to, beyond those
// that netip knows by name: networks of providers, tests and translators, and
// those that carry another address inside.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("fec0::/10"),
}

// public tells whether an address is one that anybody on the internet could
// be reached at.
func public(ip netip.Addr) bool {
	ip = ip.WithZone("").Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, prefix := range closed {
		if prefix.Contains(ip) {
			return false
		}
	}
	return true
}

// publicOnly lets a connection go to public addresses only. The network calls
// it with the address it is about to connect to.
func publicOnly(_, address string, _ syscall.RawConn) error {
	end, err := netip.ParseAddrPort(address)
	if err != nil || !public(end.Addr()) {
		return &Problem{Words: fmt.Sprintf("The address leads to %s, which is on this machine or in a private network. For a site that lives there, start the server with --allow-private-key-urls.", shorten(address))}
	}
	return nil
}

// words says what went wrong on the network.
func words(u *url.URL, err error) string {
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var wait net.Error
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return fmt.Sprintf("There is no host called %s.", u.Hostname())
	case errors.As(err, &wait) && wait.Timeout():
		return fmt.Sprintf("%s did not answer within %d seconds.", u.Host, int(patience.Seconds()))
	case errors.As(err, &lookup):
		return fmt.Sprintf("The host name %s could not be looked up.", u.Hostname())
	case errors.As(err, &certificate):
		return fmt.Sprintf("The certificate of %s is not trusted: %s.", u.Host, certificate.Err)
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return fmt.Sprintf("%s does not speak https.", u.Host)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("%s refuses connections. Is the site running?", u.Host)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return fmt.Sprintf("%s can't be reached from this server.", u.Host)
	default:
		return fmt.Sprintf("The connection to %s broke.", u.Host)
	}
}
