package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"

	"linger/static"
)

// asset is one finished file under the name the pages know it by, with its
// compressed forms.
type asset struct {
	name         string
	data, br, gz []byte
}

func newAsset(name string, data []byte) (asset, error) {
	br, err := squeeze(data)
	if err != nil {
		return asset{}, err
	}
	gz, err := static.Gzip(data)
	if err != nil {
		return asset{}, err
	}
	return asset{name, data, br, gz}, nil
}

// squeeze compresses data as small as brotli can. Only the bundler does: the
// encoder would cost the binary nearly a megabyte.
func squeeze(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// String is the asset in a line of the bundler's report.
func (a asset) String() string {
	return fmt.Sprintf("%-15s %7d plain %7d gzip %7d brotli", a.name, len(a.data), len(a.gz), len(a.br))
}

// hashed is the name the asset is served under: it changes with the content, so
// a browser may keep the file for ever.
func (a asset) hashed() string {
	sum := sha256.Sum256(a.data)
	hash := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
	ext := filepath.Ext(a.name)
	return strings.TrimSuffix(a.name, ext) + "." + hash + ext
}

type file struct {
	name string
	data []byte
}

// files are the compressed forms that are smaller than the asset; the plain one where
// gzip is not: else it can be unpacked.
func (a asset) files() []file {
	var files []file
	if len(a.br) < len(a.data) {
		files = append(files, file{a.hashed() + ".br", a.br})
	}
	if len(a.gz) < len(a.data) {
		return append(files, file{a.hashed() + ".gz", a.gz})
	}
	return append(files, file{a.hashed(), a.data})
}

func (a asset) save(dist string) error {
	for _, f := range a.files() {
		if err := os.WriteFile(filepath.Join(dist, f.name), f.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
