// Package static carries what browsers download: the bundle that static/bundle
// builds from js/ and css/, with every file's name holding a hash of its content.
package static

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// Prefix is where Handler is to be mounted.
const Prefix = "/static/"

//go:embed all:dist
var embedded embed.FS

// bundled is the bundle of this binary. It is read on first use.
var bundled = sync.OnceValues(func() (*bundle, error) {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		return nil, err
	}
	return open(dist)
})

// errNoBundle is what a binary says that was built before its assets were.
var errNoBundle = errors.New("the front end is not built into this binary: run make build")

// Check returns an error if the binary was built without a bundle. The program
// asks before it serves, rather than showing pages without styles.
func Check() error {
	_, err := bundled()
	return err
}

// Path returns the address of an asset, such as /static/app.4f9c1e.css for
// "app.css". A name that the bundle doesn't have is a broken program; without any
// bundle, as in tests of views, the address is the plain one.
func Path(name string) string {
	b, err := bundled()
	if err != nil {
		return Prefix + name
	}
	hashed, ok := b.manifest[name]
	if !ok {
		panic(fmt.Sprintf("static: no asset %q in the bundle", name))
	}
	return Prefix + hashed
}

// Icon returns what stands inside the <svg> of an icon listed in icons.txt. An
// icon that isn't listed is a broken program; without any bundle it is empty.
func Icon(name string) string {
	b, err := bundled()
	if err != nil {
		return ""
	}
	drawing, ok := b.icons[name]
	if !ok {
		panic(fmt.Sprintf("static: no icon %q: add it to icons.txt", name))
	}
	return drawing
}

// bundle is what the build left, by the names that pages use.
type bundle struct {
	files    fs.FS
	manifest map[string]string // name → hashed name
	icons    map[string]string // name → what stands in the <svg>
	served   map[string]served // hashed name → what there is of it
}

// open reads the manifest and the icons; the files themselves stay where they are.
func open(dist fs.FS) (*bundle, error) {
	b := &bundle{files: dist, served: map[string]served{}}
	if err := decode(dist, "manifest.json", &b.manifest); errors.Is(err, fs.ErrNotExist) {
		return nil, errNoBundle
	} else if err != nil {
		return nil, err
	}
	if err := decode(dist, "icons.json", &b.icons); err != nil {
		return nil, err
	}
	for _, hashed := range b.manifest {
		s, err := lookAt(dist, hashed)
		if err != nil {
			return nil, err
		}
		b.served[hashed] = s
	}
	return b, nil
}

func decode(dist fs.FS, name string, into any) error {
	data, err := fs.ReadFile(dist, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read %s of the bundle: %w", name, err)
	}
	return nil
}
