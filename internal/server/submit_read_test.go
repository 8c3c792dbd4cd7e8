package server_test

import (
	"fmt"
	"net/http"
	"testing"
)

// The form and the import read a size and a phone number alike.
func TestTheFormReadsWhatPeopleTypeAsTheImportDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n, c := range []struct{ size, phone, want string }{
		{"300.0", "\u202a+34 600 123 401\u202c", "300"}, {"51-200", "0034 600 123 402", "51"},
		{"1'500", "+34 600 123 403 x12", "1500"}, {"2k", "+34 600 123 404 (work)", "2000"},
	} {
		a := w.as(lena).post("/leads", "name", fmt.Sprintf("Ivo %d", n), "draft", "1", "company_size", c.size, "phone",
			c.phone)
		line{}.check(t, a, http.StatusSeeOther)
		phone := fmt.Sprintf("+3460012340%d", n+1)
		if n == 2 {
			phone += " x12"
		}
		form := w.as(lena).get(a.to)
		if form.value("company_size") != c.want || form.value("phone") != phone {
			t.Errorf("%q and %q are kept as %q and %q", c.size, c.phone, form.value("company_size"), form.value("phone"))
		}
	}
	for _, size := range []string{"220.5", "10-Feb", "many"} {
		a := w.as(lena).post("/leads", "name", "Ivo Brand", "draft", "1", "company_size", size)
		line{}.check(t, a, http.StatusUnprocessableEntity)
		if a.problem("company_size") == "" || a.value("company_size") != size {
			t.Errorf("%q is answered %q, and the form shows %q", size, a.problem("company_size"), a.value("company_size"))
		}
	}
}
