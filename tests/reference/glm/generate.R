# Makes input.csv and expected.csv: maximum-likelihood logistic regression by R's glm, with and without weights.
set.seed(20)
n <- 300
x <- matrix(round(rnorm(n * 5) * 64) / 64, n)
x[, 5] <- as.numeric(x[, 5] > 0.5)
y <- as.numeric(runif(n) < plogis(-0.7 + x %*% c(1, -0.5, 0.25, 0, 0.8)))
weight <- sample(1:4, n, replace = TRUE)
write.csv(data.frame(weight, y, x), "input.csv", row.names = FALSE, quote = FALSE)
fit <- function(w) coef(glm(y ~ x, family = binomial, weights = w, control = list(epsilon = 1e-12, maxit = 100)))
expected <- data.frame(plain = fit(rep(1, n)), weighted = fit(weight))
write.csv(format(expected, digits = 16), "expected.csv", row.names = FALSE, quote = FALSE)
