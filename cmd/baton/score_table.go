package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"baton/internal/intake"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/sheet"
)

// table is the file as it was read.
type table struct {
	header        []string
	label, time   int // columns; time is -1 where there is none
	features      []int
	source        string
	rows          [][]string // the columns of features
	said, instant []string   // the columns of the label and the time
	left          leftOut
}

// columns finds those that were named.
func (c *evaluateCmd) columns(header []string) (*table, error) {
	header = slices.Clone(header)
	for i, h := range header {
		header[i] = intake.Clean(h)
	}
	t := &table{header: header, time: -1}
	var err error
	if t.label, err = column(header, c.Label); err != nil {
		return nil, err
	}
	if c.Time != "" {
		if t.time, err = column(header, c.Time); err != nil {
			return nil, err
		}
	}
	dropped := map[int]bool{t.label: true, t.time: true}
	for _, name := range c.Drop {
		all := called(header, name)
		if len(all) == 0 {
			return nil, noColumn(header, name)
		}
		for _, i := range all {
			dropped[i] = true
		}
	}
	for i, h := range header {
		if !dropped[i] && h != "" {
			t.features = append(t.features, i)
		}
	}
	if len(t.features) == 0 {
		return nil, errors.New("no columns are left to learn from")
	}
	if i := slices.Index(intake.Guess(header), "source"); i >= 0 {
		t.source = header[i]
	}
	return t, nil
}

// called are the columns of a name; those that are spelled just so, where there are any.
func called(header []string, name string) (exact []int) {
	name = strings.TrimSpace(name)
	var alike []int
	for i, h := range header {
		if h == name {
			exact = append(exact, i)
		} else if strings.EqualFold(h, name) {
			alike = append(alike, i)
		}
	}
	if len(exact) == 0 {
		return alike
	}
	return exact
}

// column is the one column of a name.
func column(header []string, name string) (int, error) {
	switch all := called(header, name); len(all) {
	case 0:
		return -1, noColumn(header, name)
	case 1:
		return all[0], nil
	default:
		return -1, fmt.Errorf("there are %d columns called %q; give the others another name", len(all), name)
	}
}

func noColumn(header []string, name string) error {
	return fmt.Errorf("there is no column called %q; the file has %s", name, listed(header))
}

// listed are the first names of columns.
func listed(header []string) string {
	const most = 12
	if len(header) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(header[:most], ", "), len(header)-most)
	}
	return strings.Join(header, ", ")
}

// read takes the rows of the file. Equal values are kept once.
func (t *table) read(from *intake.Sheet) error {
	kept := map[string]string{}
	keep := func(v string) string {
		if v = intake.Clean(v); strings.EqualFold(v, "nan") { // as tools for data write what is missing
			v = ""
		}
		if k, known := kept[v]; known {
			return k
		}
		v = strings.Clone(v)
		kept[v] = v
		return v
	}
	for {
		row, err := from.Next()
		var bad *sheet.RowError
		switch {
		case errors.Is(err, io.EOF):
			if len(t.rows) == 0 {
				return errors.New("the file has a heading and no rows that can be read")
			}
			t.dates()
			return nil
		case errors.As(err, &bad) && bad.Quoted:
			return fmt.Errorf("line %d opens a quotation mark that is not closed, so the rows after it cannot be read; "+
				"add the missing mark", bad.Line)
		case errors.As(err, &bad):
			t.left.Unreadable++
			continue
		case err != nil:
			return err
		}
		facts := make([]string, len(t.features))
		for i, column := range t.features {
			facts[i] = keep(row.Fields[column])
		}
		t.rows = append(t.rows, facts)
		t.said = append(t.said, keep(row.Fields[t.label]))
		if t.time >= 0 {
			t.instant = append(t.instant, keep(row.Fields[t.time]))
		}
	}
}

// labels are the rows that have a label, and a time where a column was named for it.
func (t *table) labels(c *evaluateCmd, positive string, left *leftOut) ([]dataset.Label, error) {
	labels := make([]dataset.Label, 0, len(t.rows))
	times := intake.TimesOf(t.instant, nil)
	for i, facts := range t.rows {
		l := dataset.Label{Lead: dataset.Lead{Facts: facts}, Positive: strings.EqualFold(t.said[i], positive)}
		switch {
		case t.said[i] == "":
			left.NoLabel++
			continue
		case c.Negative != "" && !l.Positive && !strings.EqualFold(t.said[i], c.Negative):
			left.Other++
			continue
		}
		if t.time >= 0 {
			at, ok := times.Read(t.instant[i])
			if !ok {
				left.NoTime++
				continue
			}
			l.At = at
		} else {
			l.Turn = i + 1
		}
		labels = append(labels, l)
	}
	if t.time >= 0 && left.NoTime > len(labels) {
		return nil, fmt.Errorf("the column %s has no readable time, such as 2026-03-01 14:30, in %d of %d rows", c.Time,
			left.NoTime, left.NoTime+len(labels))
	}
	return labels, nil
}

// dates writes the columns that hold times as the model reads them. A column of numbers holds none, though some may
// look so.
func (t *table) dates() {
	values := make([]string, len(t.rows))
	for i := range t.features {
		for j, facts := range t.rows {
			values[j] = facts[i]
		}
		if feature.GuessKind(values) == dataset.Number {
			continue
		}
		times := intake.TimesOf(values, nil)
		given, read := 0, make([]time.Time, len(values))
		dates := 0
		for j, v := range values {
			if v == "" {
				continue
			}
			given++
			var ok bool
			if read[j], ok = times.Read(v); ok {
				dates++
			}
			if given == 100 && dates < 50 {
				break
			}
		}
		if dates*10 < given*9 {
			continue
		}
		for j := range t.rows {
			if !read[j].IsZero() {
				t.rows[j][i] = read[j].Format(time.RFC3339)
			}
		}
	}
}

// fields are the columns to learn from, each of the kind that its values suggest.
func (t *table) fields() []dataset.Field {
	fields := make([]dataset.Field, len(t.features))
	values := make([]string, len(t.rows))
	for i, column := range t.features {
		for j, facts := range t.rows {
			values[j] = facts[i]
		}
		fields[i] = dataset.Field{Name: t.header[column], Kind: feature.GuessKind(values)}
	}
	return fields
}
