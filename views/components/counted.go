package components

import (
	"fmt"

	"linger/models"
)

// Counted is a figure that was counted to models.CountedTo and no further.
func Counted(n int64) string {
	if n >= models.CountedTo {
		return fmt.Sprintf("%d+", models.CountedTo)
	}
	return fmt.Sprint(n)
}
