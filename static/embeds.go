package static

import (
	"crypto/sha256"
	"encoding/base64"
	"sync"
)

// embeds keeps the compressed scripts of the widgets that pages asked for, so that
// compressing well costs once per change of a widget.
var embeds = embedCache{made: map[[sha256.Size]byte]script{}}

// most is how many scripts are kept; a desk has a few widgets, not thousands.
const most = 256

type embedCache struct {
	mu   sync.Mutex
	made map[[sha256.Size]byte]script
}

// script is one script in every coding: not in brotli, whose encoder would cost the
// binary more than all scripts together.
type script struct {
	served
	tag    string
	bodies map[string][]byte
}

func (c *embedCache) of(source []byte) (script, error) {
	sum := sha256.Sum256(source)
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.made[sum]; ok {
		return e, nil
	}
	gz, err := Gzip(source)
	if err != nil {
		return script{}, err
	}
	e := script{
		served: served{mediaType: types[".js"], sizes: map[string]int64{}},
		tag:    `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
		bodies: map[string][]byte{"gzip": gz, "identity": source},
	}
	for coding, body := range e.bodies {
		e.sizes[coding] = int64(len(body))
	}
	if len(c.made) >= most {
		clear(c.made)
	}
	c.made[sum] = e
	return e, nil
}
