// The customer's frame. htmx is not in here: with its stream extension it weighs 15 kB
// as brotli, of the 25 that the open chat may weigh in all, and what it would do are
// two requests that bring rows. They are placed by the same few lines as the stream's.
import "./widget/chat.js"
import "./widget/openings.js"
