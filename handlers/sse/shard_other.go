//go:build !linux

package sse

import "errors"

// canTakeOver says that here handlers stay with their streams.
const canTakeOver = false

// shard is there on Linux.
type shard struct{}

func (s *Streams) shardFor(*takenWire) (*shard, error) { return nil, errors.ErrUnsupported }
func (s *shard) add(*takenWire) error                  { return errors.ErrUnsupported }
func (s *shard) remove(*takenWire)                     {}
func (s *shard) close()                                {}
func writeSome(int, []byte) (int, error)               { return 0, errors.ErrUnsupported }
