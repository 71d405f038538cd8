package widget

import (
	"reflect"
	"sync"

	"linger/models"
)

// sameWidgets has one copy of each widget as it was read last, for all the streams
// that show it: each request reads one of its own, and a stream stays for hours.
type sameWidgets struct {
	mu   sync.Mutex
	byID map[string]*models.Widget
}

// sameWidget is w, or what is equal to it and is there already.
func (h *Handler) sameWidget(w *models.Widget) *models.Widget {
	h.same.mu.Lock()
	defer h.same.mu.Unlock()
	if known := h.same.byID[w.ID]; known != nil && reflect.DeepEqual(known, w) {
		return known
	}
	if h.same.byID == nil {
		h.same.byID = map[string]*models.Widget{}
	}
	h.same.byID[w.ID] = w
	return w
}
