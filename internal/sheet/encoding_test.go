package sheet

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

func TestAnEncodingIsRecognisedOrChosen(t *testing.T) {
	written := func(text string, encoded func(string) (string, error)) string {
		t.Helper()
		out, err := encoded(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		name, file, chosen, want string
		encoding                 Encoding
	}{
		{"Polish", written("Name;City\nMałgorzata Żuk;Łódź\n", charmap.Windows1250.NewEncoder().String), "", "Małgorzata Żuk",
			Windows1250},
		{"Japanese", written("Name,City\n鈴木花子,東京\n", japanese.ShiftJIS.NewEncoder().String), "", "鈴木花子", ShiftJIS},
		{"Japanese of one name", written("Name,Email\n大野健,on@a.example\n", japanese.ShiftJIS.NewEncoder().String), "", "大野健",
			ShiftJIS},
		{"French with a price", written("Name,City\nAndré Lefèvre,it’s £50\n", charmap.Windows1252.NewEncoder().String), "",
			"André Lefèvre", Windows1252},
		{"Spanish with a question", written("Name,City\nÍñigo Peña,¿Dónde? 1ª\n", charmap.Windows1252.NewEncoder().String),
			"", "Íñigo Peña", Windows1252},
		{"German", written("Name,City\nJürgen Groß,“Köln” – 5 m³\n", charmap.Windows1252.NewEncoder().String), "",
			"Jürgen Groß", Windows1252},
		{"Cyrillic, chosen", written("Name,City\nИван Петров,Варна\n", charmap.Windows1251.NewEncoder().String),
			"windows-1251", "Иван Петров", "Cyrillic (Windows-1251)"},
	} {
		s, err := Open(strings.NewReader(c.file), Layout{Encoding: c.chosen}, judge)
		if err != nil {
			t.Fatal(err)
		}
		row, err := s.Next()
		if err != nil || row.Fields[0] != c.want || s.Encoding != c.encoding {
			t.Errorf("%s: %q in %s, want %q in %s (%v)", c.name, row.Fields, s.Encoding, c.want, c.encoding, err)
		}
	}
	for _, each := range Encodings {
		if _, err := encodingNamed(each.Name); err != nil {
			t.Errorf("%s can be chosen and is none: %v", each.Name, err)
		}
	}
	if err := (Layout{Encoding: "klingon"}).Check(); err == nil {
		t.Error("an encoding that is none is taken")
	}
}
