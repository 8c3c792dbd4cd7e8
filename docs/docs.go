// Package docs holds what people read about Baton, for the pages that show it to them.
package docs

import "embed"

// Files are the texts, in Markdown.
//
//go:embed using.md life.md running.md api.md
var Files embed.FS
