package visit

import (
	"net/http"

	"baton/internal/account"
)

// Handler answers a request, or says why it does not; answer turns that into a page.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one line of the table that says who may call what.
type Route struct {
	Method   string         `json:"method"`
	Pattern  string         `json:"pattern"`
	Roles    []account.Role `json:"roles"`    // who may call it; empty for everybody, signed in or not
	Resource string         `json:"resource"` // the kind of thing that it shows or changes
	Handle   Handler        `json:"-"`
}

// Who may call a route.
var (
	Everybody = []account.Role(nil)
	SignedIn  = account.Roles
	Sellers   = []account.Role{account.Rep, account.Manager, account.Admin}
	Marketers = []account.Role{account.Marketer, account.Manager, account.Admin}
	Managers  = []account.Role{account.Manager, account.Admin}
	Admins    = []account.Role{account.Admin}
)

// Get is the route of a page.
func Get(pattern string, roles []account.Role, resource string, handle Handler) Route {
	return Route{http.MethodGet, pattern, roles, resource, handle}
}

// Post is the route of a write.
func Post(pattern string, roles []account.Role, resource string, handle Handler) Route {
	return Route{http.MethodPost, pattern, roles, resource, handle}
}

// Delete is the route that takes a write back.
func Delete(pattern string, roles []account.Role, resource string, handle Handler) Route {
	return Route{http.MethodDelete, pattern, roles, resource, handle}
}
