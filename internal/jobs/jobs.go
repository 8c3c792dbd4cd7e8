// Package jobs does what nobody waits for: it hears the clocks, folds the reports, gives rested leads back, hands over what is handed over
// by itself, learns what becomes of leads and where goals are heading, forgets what is old, and makes room for new events. Any number of
// nodes may run it at once; River sees to it that each job runs on one of them.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// Store is what the jobs do with the database.
type Store interface {
	// Fold takes gathered changes into the reports and tells how many there were.
	Fold(ctx context.Context) (int, error)
	// Rested are leads that were set aside and whose day has come, the longest ago first; a bounded number.
	Rested(ctx context.Context, at time.Time) ([]lead.ID, error)
	// Refit learns anew how probable it is that a lead is accepted, and won, where that is due.
	Refit(ctx context.Context, at time.Time) error
	// Tidy forgets what is too old to be needed, and makes room for the events of the next months.
	Tidy(ctx context.Context, at time.Time) error
	// LearnOutlooks learns from everything up to a time how goals will come out.
	LearnOutlooks(ctx context.Context, at time.Time) error
}

const (
	remindEvery = 15 * time.Second
	foldEvery   = 3 * time.Second
	backEvery   = time.Minute
	tidyEvery   = time.Hour
	// learnEvery is how often it is asked whether there is something to learn anew, which is so at night, or as soon as there is enough.
	learnEvery = 10 * time.Minute
	// learnWithin is less than rescueAfter, so that nobody else begins the same meanwhile.
	learnWithin = 4 * time.Minute
	// outlookEvery is how old what forecasts are made of gets.
	outlookEvery = time.Hour
	// readyEvery is how long an imported lead waits at most before it is handed over by itself.
	readyEvery = 3 * time.Second
	// mailEvery is how long somebody who asked for a mail waits at most before it is sent.
	mailEvery = 3 * time.Second
	// readyMost is how many leads one job hands over, well within its time.
	readyMost = 2_000
	// rescueAfter is when a job of a node that died is given to another.
	rescueAfter = 5 * time.Minute
)

// RemindArgs asks to hear the clocks.
type RemindArgs struct{}

// Kind names the job.
func (RemindArgs) Kind() string { return "remind" }

// FoldArgs asks to fold the reports.
type FoldArgs struct{}

// Kind names the job.
func (FoldArgs) Kind() string { return "fold" }

// BackArgs asks to give rested leads back to marketing.
type BackArgs struct{}

// Kind names the job.
func (BackArgs) Kind() string { return "come_back" }

// MailArgs asks to send the mails that people wait for.
type MailArgs struct{}

// Kind names the job.
func (MailArgs) Kind() string { return "mail" }

// TidyArgs asks to tidy up.
type TidyArgs struct{}

// Kind names the job.
func (TidyArgs) Kind() string { return "tidy" }

// LearnArgs asks to learn anew what becomes of leads.
type LearnArgs struct{}

// Kind names the job.
func (LearnArgs) Kind() string { return "learn" }

// ReadyArgs asks to hand over the leads that are to be handed over by themselves.
type ReadyArgs struct{}

// Kind names the job.
func (ReadyArgs) Kind() string { return "ready" }

// OutlookArgs asks to learn how goals will come out.
type OutlookArgs struct{}

// Kind names the job.
func (OutlookArgs) Kind() string { return "learn_outlooks" }

// Letters are the mails that people wait for.
type Letters interface {
	// SendDue sends those that are due. It is done again and again, on one node at a time.
	SendDue(ctx context.Context) error
}

// Start works on jobs until ctx ends or stop is called, which waits for those under way. Without letters no mails are sent.
func Start[Tx any](ctx context.Context, driver riverdriver.Driver[Tx], store Store, desk *handoff.Desk, letters Letters, log *slog.Logger) (stop func(), err error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[RemindArgs]) error { return desk.RemindAll(ctx) }))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[FoldArgs]) error {
		for {
			if n, err := store.Fold(ctx); n == 0 || err != nil {
				return err
			}
		}
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[BackArgs]) error {
		return comeBack(ctx, store, desk)
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[TidyArgs]) error {
		return store.Tidy(ctx, time.Now())
	}))
	river.AddWorker(workers, &patient[LearnArgs]{work: store.Refit})
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[ReadyArgs]) error { return handOver(ctx, desk) }))
	river.AddWorker(workers, &patient[OutlookArgs]{work: store.LearnOutlooks})
	periodic := []*river.PeriodicJob{
		every(remindEvery, RemindArgs{}), every(foldEvery, FoldArgs{}), every(backEvery, BackArgs{}), every(readyEvery, ReadyArgs{}), every(tidyEvery, TidyArgs{}),
		every(learnEvery, LearnArgs{}),
		every(outlookEvery, OutlookArgs{}),
	}
	if letters != nil {
		river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[MailArgs]) error { return letters.SendDue(ctx) }))
		periodic = append(periodic, every(mailEvery, MailArgs{}))
	}
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}}, Workers: workers,
		PeriodicJobs: periodic,
		JobTimeout:   time.Minute, RescueStuckJobsAfter: rescueAfter, CompletedJobRetentionPeriod: time.Hour,
		Logger: slog.New(quiet{log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return func() {
		soft, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if client.Stop(soft) != nil {
			hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			if err := client.StopAndCancel(hard); err != nil {
				log.Warn("jobs were still under way at the end", "error", err)
			}
		}
	}, nil
}

// comeBack gives all leads that have rested back to marketing. One that somebody moved on meanwhile is none of them any more.
func comeBack(ctx context.Context, store Store, desk *handoff.Desk) error {
	for {
		rested, err := store.Rested(ctx, desk.Now())
		if err != nil || len(rested) == 0 {
			return err
		}
		moved := 0
		for _, id := range rested {
			switch err := desk.ComeBack(ctx, id); {
			case err == nil:
				moved++
			case !errors.Is(err, errs.Conflict):
				return err
			}
		}
		if moved == 0 {
			return nil
		}
	}
}

// patient is who does a job that may take minutes on a busy machine.
type patient[Args river.JobArgs] struct {
	river.WorkerDefaults[Args]
	work func(ctx context.Context, at time.Time) error
}

// Work does what is due now.
func (p *patient[Args]) Work(ctx context.Context, _ *river.Job[Args]) error {
	return p.work(ctx, time.Now())
}

// Timeout is longer than that of other jobs.
func (p *patient[Args]) Timeout(*river.Job[Args]) time.Duration { return learnWithin }

// handOver hands over the leads that are ready. One that fails holds up none of the others, and is tried again next time.
func handOver(ctx context.Context, desk *handoff.Desk) error {
	var failed error
	var last lead.ID
	for range readyMost {
		id, err := desk.SubmitReady(ctx, last)
		failed = errors.Join(failed, err)
		if id == 0 || ctx.Err() != nil {
			break
		}
		last = id
	}
	return failed
}

// every asks for a job at that interval, and at once when a node starts. At most one of a kind waits.
func every(interval time.Duration, args river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(interval), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByPeriod: interval}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// quiet leaves out of the log what River says in the course of things.
type quiet struct{ slog.Handler }

// Enabled lets warnings through.
func (q quiet) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// WithAttrs and WithGroup keep the handler quiet.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup is like WithAttrs.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }
