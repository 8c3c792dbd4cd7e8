package account_test

import (
	"slices"
	"testing"

	"baton/internal/account"
)

func TestNamesAreSortedWithoutTheirMarks(t *testing.T) {
	want := []string{"Ælfric Ström", "anna Berg", "Dana Kim", "Đorđe Marić", "Élodie Marchand", "Giulia Conti",
		"Łukasz Nowak", "Oskar Öberg", "Øyvind Dahl", "ßen Ott", "Viktor Ivanov", "Ximena Ruiz", "Żaneta Lis", "Иван Петров"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, account.CompareNames)
	if !slices.Equal(got, want) {
		t.Errorf("sorted as %q, want %q", got, want)
	}
}

func TestNamesThatDifferOnlyInMarksHaveOneOrder(t *testing.T) {
	if account.CompareNames("Elodie", "Élodie") >= 0 || account.CompareNames("Élodie", "Elodie") <= 0 ||
		account.CompareNames("Élodie", "Élodie") != 0 {
		t.Error("Elodie and Élodie have no certain order")
	}
}
