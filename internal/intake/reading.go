package intake

import "baton/internal/sheet"

// Reading says how a file is read, where somebody chose it. What is zero is found out from the file.
type Reading struct {
	sheet.Layout
}
