package database

import "strings"

// Column is a column of a query, as SQL, and where its value goes.
type Column struct {
	SQL string
	To  any
}

// Columns are the columns of a query. What is read and where it goes stand in one line, so that no order has to be kept
// in two places.
type Columns []Column

// SQL is the list of the columns for a SELECT.
func (c Columns) SQL() string {
	all := make([]string, len(c))
	for i, column := range c {
		all[i] = column.SQL
	}
	return strings.Join(all, ", ")
}

// To is where the values go, for a Scan, in the order of SQL.
func (c Columns) To() []any {
	all := make([]any, len(c))
	for i, column := range c {
		all[i] = column.To
	}
	return all
}
