package handlers

import (
	"fmt"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
)

// Buckets of the histograms, in seconds.
var (
	answerBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}
	pushBuckets   = []float64{.0005, .001, .0015, .002, .003, .004, .006, .008, .016, .032, .064, .125, .25, .5, 1, 5, 30}
	streamBuckets = []float64{1, 10, 60, 300, 900, 3600, 14400}
)

// Metrics is what /metrics shows: what the HTTP side does, and what the process
// adds to Set. The format is Prometheus's; the library is the one that does not
// bring a protocol buffer runtime of two megabytes along.
type Metrics struct {
	Set    *metrics.Set
	kept   *metrics.PrometheusHistogram
	pushed *metrics.PrometheusHistogram
}

// NewMetrics counts answers, and how many of streams are open.
func NewMetrics(streams *sse.Streams) *Metrics {
	set := metrics.NewSet()
	set.NewGauge("linger_streams_open", func() float64 { return float64(streams.Len()) })
	set.NewGauge("linger_streams_dropped_total", func() float64 { return float64(streams.Dropped()) })
	return &Metrics{
		Set: set, kept: set.NewPrometheusHistogramExt("linger_stream_duration_seconds", streamBuckets),
		pushed: set.NewPrometheusHistogramExt("linger_message_push_seconds", pushBuckets),
	}
}

// push notes how old a message was when it was on its way to a browser: from its arrival
// over the commit to the stream.
func (m *Metrics) push(age time.Duration) { m.pushed.Update(age.Seconds()) }

func (m *Metrics) observe(method, route string, status int, took time.Duration, stream bool) {
	if stream && status == http.StatusOK {
		m.kept.Update(took.Seconds())
		return
	}
	if route == "" {
		route = "none"
	}
	name := fmt.Sprintf("linger_http_request_duration_seconds{method=%q,route=%q,status=\"%d\"}", known(method), route, status)
	m.Set.GetOrCreatePrometheusHistogramExt(name, answerBuckets).Update(took.Seconds())
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

// show answers /metrics.
func (m *Metrics) show(c echo.Context) error {
	res := c.Response()
	res.Header().Set(echo.HeaderContentType, "text/plain; version=0.0.4; charset=utf-8")
	m.Set.WritePrometheus(res)
	metrics.WriteProcessMetrics(res)
	return nil
}
