package browser

import (
	"context"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Press presses keys one after the other. The key and what it writes are one event: a page that takes the key for
// itself writes nothing. chromedp.KeyEvent sends two, and the second one writes into whatever has the focus by then.
func Press(keys string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for _, key := range keys {
			for _, event := range pressed(key) {
				if err := event.Do(ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// pressed are the events of one key: down, with what it writes, and up.
func pressed(key rune) []*input.DispatchKeyEventParams {
	events := kb.Encode(key)
	down, up := events[0], events[len(events)-1]
	for _, written := range events[1 : len(events)-1] {
		down.Text, down.UnmodifiedText = written.Text, written.UnmodifiedText
	}
	return []*input.DispatchKeyEventParams{down, up}
}
