package account

import "context"

type actingKey struct{}

// As is ctx for what p does: whatever it reaches can ask who acts.
func As(ctx context.Context, p Person) context.Context { return context.WithValue(ctx, actingKey{}, p) }

// Acting is the person for whom ctx was made by As. Where nobody is, the program acts by itself, and this is a Person
// without an ID.
func Acting(ctx context.Context) Person {
	p, _ := ctx.Value(actingKey{}).(Person)
	return p
}
