package sse

import (
	"bytes"
	"strconv"
	"sync"
)

// Frame is one event as it goes over the wire. Composed once, it can be sent to
// any number of streams.
type Frame struct {
	buf  []byte // room for a chunk's length, the event, a line end
	from int    // where the chunk begins in buf
}

// chunkRoom is what a chunk's length in hexadecimal and its line end take at most.
const chunkRoom = 10

// Compose is the event of Stream.Event, for several streams at once.
func Compose(at Cursor, name string, data []byte) *Frame {
	f := &Frame{}
	f.compose(func(b *bytes.Buffer) { appendEvent(b, at, name, data) })
	return f
}

func (f *Frame) compose(write func(*bytes.Buffer)) {
	b := bytes.NewBuffer(f.buf[:0])
	b.WriteString("0000000000"[:chunkRoom])
	write(b)
	length := strconv.AppendInt(nil, int64(b.Len()-chunkRoom), 16)
	b.WriteString("\r\n")
	f.buf = b.Bytes()
	f.from = chunkRoom - len(length) - 2
	copy(f.buf[f.from:], length)
	copy(f.buf[chunkRoom-2:], "\r\n")
}

// event is the frame for a wire that counts for itself, or that ends with the connection.
func (f *Frame) event() []byte { return f.buf[chunkRoom : len(f.buf)-2] }

// chunk is the frame as a chunk of HTTP/1.1.
func (f *Frame) chunk() []byte { return f.buf[f.from:] }

// frames are for events that go to one stream only.
var frames = sync.Pool{New: func() any { return new(Frame) }}

// largestKept is the largest buffer that waits for the next event: one long replay
// must not stay for ever.
const largestKept = 64 << 10

func (f *Frame) giveBack() {
	if cap(f.buf) <= largestKept {
		frames.Put(f)
	}
}

// appendEvent writes an event as the wire has it. Data may hold any line ends;
// names and cursors are ours and hold none.
func appendEvent(b *bytes.Buffer, at Cursor, name string, data []byte) {
	if id := at.String(); id != "" {
		b.WriteString("id: ")
		b.WriteString(id)
		b.WriteByte('\n')
	}
	if name != "" {
		b.WriteString("event: ")
		b.WriteString(name)
		b.WriteByte('\n')
	}
	// A carriage return alone ends a line for the browser too: left as it is,
	// the rest of the line would be read as a field of its own.
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		b.WriteString("data: ")
		b.Write(line)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
}
