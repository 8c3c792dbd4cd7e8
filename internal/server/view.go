package server

import (
	"net/http"

	"baton/internal/server/leadview"
)

// view is who looks at a page, when, and under which policy: what its words depend on.
type view struct{ leadview.View }

func viewOf(r *http.Request) view { return view{leadview.Of(r)} }
