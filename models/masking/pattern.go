package masking

import (
	"errors"
	"regexp"
	"regexp/syntax"
)

// compile makes an expression that matches whatever the case. One that can match
// nothing at all is refused: it would be found everywhere.
func compile(expression string) (*regexp.Regexp, error) {
	if expression == "" {
		return nil, errors.New("Enter an expression, or choose a kind of number.")
	}
	parsed, err := syntax.Parse(expression, syntax.Perl|syntax.FoldCase)
	if err != nil {
		return nil, errors.New(explain(err))
	}
	if empty(parsed) {
		return nil, errors.New("This can match no character at all, so it would be found everywhere. Say what has to be there: “+” for one or more instead of “*”, no “?” at the end, and more than “^” or “\\b” alone.")
	}
	re, err := regexp.Compile("(?i)" + expression)
	if err != nil {
		return nil, errors.New(explain(err))
	}
	return re, nil
}

// empty reports whether the expression can match without a character.
func empty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpStar, syntax.OpQuest:
		return true
	case syntax.OpCapture, syntax.OpPlus:
		return empty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || empty(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !empty(sub) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if empty(sub) {
				return true
			}
		}
	case syntax.OpNoMatch, syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyCharNotNL, syntax.OpAnyChar:
	}
	return false
}

// explain says what keeps an expression from being used.
func explain(err error) string {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return "This expression can't be used."
	}
	switch e.Code {
	case syntax.ErrMissingParen:
		return "A closing bracket “)” is missing."
	case syntax.ErrUnexpectedParen:
		return "There is a “)” without its “(”."
	case syntax.ErrMissingBracket:
		return "A closing bracket “]” is missing."
	case syntax.ErrMissingRepeatArgument:
		return "There is nothing before “" + e.Expr + "” to repeat. To find the sign itself, write “\\" + e.Expr + "”."
	case syntax.ErrInvalidRepeatOp:
		return "“" + e.Expr + "” is not supported: one repetition at a time."
	case syntax.ErrInvalidRepeatSize, syntax.ErrLarge, syntax.ErrNestingDepth:
		return "The expression is too large: repeat at most 1000 times, and not within each other."
	case syntax.ErrTrailingBackslash:
		return "There is nothing after the last “\\”."
	case syntax.ErrInvalidPerlOp, syntax.ErrInvalidNamedCapture:
		return "“" + e.Expr + "” is not supported. Expressions can't look ahead or behind."
	case syntax.ErrInvalidEscape:
		return "“" + e.Expr + "” is not supported. Expressions can't refer back to what they found."
	case syntax.ErrInvalidCharRange, syntax.ErrInvalidCharClass:
		return "“" + e.Expr + "” is not a range of characters."
	case syntax.ErrInvalidUTF8:
		return "Use characters that can be read."
	case syntax.ErrInternalError:
	}
	return "This expression can't be used: " + e.Error()
}
