# Makes input.csv and expected.csv: Platt's sigmoid by R's glm on the smoothed targets, plain, weighted, separated.
set.seed(24)
n <- 120
value <- round(rnorm(n) * 64) / 64
y <- as.numeric(runif(n) < plogis(2 * value - 1))
weight <- sample(1:4, n, replace = TRUE)
apart <- (2 * y - 1) * (abs(value) + 0.5) # only the smoothed targets bound the slope
write.csv(data.frame(weight, y, value, apart), "input.csv", row.names = FALSE, quote = FALSE)
row_of <- function(is_weighted, is_apart) {
  w <- if (is_weighted) weight else rep(1, n)
  f <- if (is_apart) apart else value
  wins <- sum(w[y == 1])
  losses <- sum(w[y == 0])
  target <- ifelse(y == 1, (wins + 1) / (wins + 2), 1 / (losses + 2))
  fit <- glm(target ~ f, family = quasibinomial, weights = w, control = list(epsilon = 1e-12, maxit = 200))
  c(is_weighted, is_apart, coef(fit)[[2]], coef(fit)[[1]])
}
expected <- rbind(row_of(0, 0), row_of(0, 1), row_of(1, 0), row_of(1, 1))
colnames(expected) <- c("is_weighted", "is_apart", "a", "b")
write.csv(format(as.data.frame(expected), digits = 16), "expected.csv", row.names = FALSE, quote = FALSE)
