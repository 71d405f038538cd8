package handlers

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"linger/handlers/sse"
)

// Metrics count what the HTTP side of the process does.
type Metrics struct {
	took    *prometheus.HistogramVec
	streams prometheus.Histogram
}

// NewMetrics registers the HTTP metrics, and how many of streams are open.
func NewMetrics(reg prometheus.Registerer, streams *sse.Streams) *Metrics {
	m := &Metrics{
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "linger_http_request_duration_seconds",
			Help:    "Time from a request to its answer, without streams.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "route", "status"}),
		streams: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "linger_stream_duration_seconds",
			Help:    "How long streams stayed open.",
			Buckets: []float64{1, 10, 60, 300, 900, 3600, 14400},
		}),
	}
	open := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "linger_streams_open",
		Help: "Streams open now.",
	}, func() float64 { return float64(streams.Len()) })
	reg.MustRegister(m.took, m.streams, open)
	return m
}

func (m *Metrics) observe(method, route string, status int, took time.Duration, stream bool) {
	if stream && status == http.StatusOK {
		m.streams.Observe(took.Seconds())
		return
	}
	if route == "" {
		route = "none"
	}
	m.took.WithLabelValues(known(method), route, strconv.Itoa(status)).Observe(took.Seconds())
}

// known keeps methods that strangers invent out of the labels.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}
