package web

import (
	"context"
	"crypto/rand"
)

type requestIDKey struct{}

// maxRequestID bounds an id that a proxy in front chose.
const maxRequestID = 64

// WithRequestID returns ctx carrying the request's id for logs and error pages.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID is the id of the request that ctx belongs to, or "" outside one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// NewRequestID keeps the id that a proxy gave the request, so that one id leads
// through all logs, and makes one otherwise. An id that could forge a log line
// or a header is not kept.
func NewRequestID(given string) string {
	if given == "" || len(given) > maxRequestID {
		return rand.Text()
	}
	for i := range len(given) {
		switch c := given[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '_', c == '.':
		default:
			return rand.Text()
		}
	}
	return given
}
