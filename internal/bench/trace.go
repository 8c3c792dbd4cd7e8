package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// statement is one that Baton sent to Postgres, with its arguments.
type statement struct {
	sql  string
	args []any
}

// tracer notes every statement, so that pgbench can run the same ones.
type tracer struct {
	mu  sync.Mutex
	all []statement
}

// TraceQueryStart implements pgx.QueryTracer.
func (t *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.note(data.SQL, data.Args)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (t *tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (t *tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	for _, q := range data.Batch.QueuedQueries {
		t.note(q.SQL, q.Arguments)
	}
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (t *tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (t *tracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (t *tracer) note(sql string, args []any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, statement{sql, args})
}

// take gives what was noted so far, and forgets it.
func (t *tracer) take() []statement {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.all
	t.all = nil
	return all
}

// stand says that a literal of the trace stands for an expression of pgbench, so that each run of the script has values
// of its own.
type stand struct{ literal, expression string }

// script makes a pgbench script of the statements. Results that later statements need are kept: the id of what is
// inserted into a table becomes the variable that keep names for it.
func script(ctx context.Context, conn *pgx.Conn, all []statement, stands []stand, keep map[string]string) (string,
	error) {
	var out strings.Builder
	for i, s := range all {
		sql, err := literal(ctx, conn, s)
		if err != nil {
			return "", err
		}
		for _, st := range stands {
			sql = strings.ReplaceAll(sql, st.literal, st.expression)
		}
		end := ";\n"
		for table, variable := range keep {
			if strings.Contains(sql, "INSERT INTO "+table+" ") && strings.Contains(sql, "RETURNING") {
				sql = strings.Replace(sql, "RETURNING id", "RETURNING id AS "+variable, 1)
				end = " \\gset\n"
			}
		}
		if i == len(all)-1 && !strings.EqualFold(sql, "commit") {
			end += "COMMIT;\n"
		}
		out.WriteString(strings.Join(strings.Fields(sql), " ") + end)
	}
	return out.String(), nil
}

var placeholder = regexp.MustCompile(`\$\d+`)

// literal is a statement with its arguments written out.
func literal(ctx context.Context, conn *pgx.Conn, s statement) (string, error) {
	sql, args := s.sql, s.args
	if len(args) > 0 {
		if rewriter, ok := args[0].(pgx.QueryRewriter); ok {
			var err error
			if sql, args, err = rewriter.RewriteQuery(ctx, conn, sql, args[1:]); err != nil {
				return "", err
			}
		}
	}
	if len(args) == 0 {
		return sql, nil
	}
	prepared, err := conn.Prepare(ctx, "", sql)
	if err != nil {
		return "", fmt.Errorf("prepare %s: %w", sql, err)
	}
	words := make([]string, len(args))
	for i, arg := range args {
		text, err := conn.TypeMap().Encode(prepared.ParamOIDs[i], pgx.TextFormatCode, arg, make([]byte, 0, 64))
		if err != nil {
			return "", err
		}
		kind := "text"
		if t, ok := conn.TypeMap().TypeForOID(prepared.ParamOIDs[i]); ok {
			kind = strings.Replace(t.Name, "_", "", 1)
			if strings.HasPrefix(t.Name, "_") {
				kind += "[]"
			}
		}
		words[i] = "NULL::" + kind
		if text != nil {
			words[i] = "'" + strings.ReplaceAll(string(text), "'", "''") + "'::" + kind
		}
	}
	return placeholder.ReplaceAllStringFunc(sql, func(p string) string {
		n, _ := strconv.Atoi(p[1:])
		return words[n-1]
	}), nil
}
