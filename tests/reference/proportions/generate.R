# Makes expected_tables.csv and expected_q.csv: Wilson's interval by prop.test, Fisher's test by fisher.test, q-values by p.adjust.
set.seed(41)
tables <- rbind(c(12, 0, 30, 9), c(12, 12, 30, 9), c(1, 1, 1, 0), c(40, 7, 400, 65), c(8, 3, 8, 3), c(5, 0, 900, 0),
                c(1000, 184, 8210, 500), c(30000, 9000, 70000, 20500), c(30000, 9000, 70000, 21000),
                c(500, 499, 99500, 50000), c(50, 40, 99950, 100))
for (i in 1:60) {
  n <- 1 + rgeom(2, c(1 / 60, 1 / 400))
  tables <- rbind(tables, c(n[1], rbinom(1, n[1], runif(1)), n[2], rbinom(1, n[2], runif(1))))
}
one <- function(t) {
  wilson <- suppressWarnings(prop.test(t[2], t[1], correct = FALSE))$conf.int
  fisher <- fisher.test(matrix(c(t[2], t[1] - t[2], t[4], t[3] - t[4]), 2))$p.value
  c(wilson, fisher)
}
numbers <- function(x) format(x, digits = 16, scientific = TRUE, trim = TRUE)
figures <- t(apply(tables, 1, one))
expected <- data.frame(tables, numbers(figures[, 1]), numbers(figures[, 2]), numbers(figures[, 3]))
colnames(expected) <- c("cases", "wins", "other_cases", "other_wins", "low", "high", "fisher_p")
write.csv(expected, "expected_tables.csv", row.names = FALSE, quote = FALSE)
p <- c(runif(40), runif(10)^6, 0.03, 0.03, 1, 1, 0)
write.csv(data.frame(p = numbers(p), q = numbers(p.adjust(p, "BH"))), "expected_q.csv", row.names = FALSE, quote = FALSE)
