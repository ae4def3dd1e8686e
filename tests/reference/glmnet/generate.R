# Makes input.csv and the expected_*.csv: elastic-net logistic regression by glmnet, along lists of lambdas and with folds.
suppressMessages(library(glmnet))
set.seed(31)
n <- 320
p <- 8
x <- matrix(round(rnorm(n * p) * 64) / 64, n)
x[, 5] <- as.numeric(x[, 5] > 0.5)
x[, 7] <- x[, 6] + round(rnorm(n) * 16) / 64 # nearly the same column again
x[, 8] <- x[, 8] * 4 + 10
y <- as.numeric(runif(n) < plogis(-0.7 + x[, 1:6] %*% c(1.5, -0.75, 0.25, 0, 0.8, 0.5)))
weight <- sample(1:4, n, replace = TRUE)
fold <- sample(rep(0:4, length.out = n))
write.csv(data.frame(weight, y, fold, x), "input.csv", row.names = FALSE, quote = FALSE)
factor <- c(1, 0.5, 2, 1, 0, 1.5, 1, 1) # sum to p, so that glmnet leaves them as they are
lambda <- c(0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003)
save <- function(table, name) write.csv(as.data.frame(lapply(table, function(v) trimws(format(v, digits = 16)))), name, row.names = FALSE, quote = FALSE)

# Tight: glmnet's threshold is on coefficients' changes, and near-equal columns change slowly.
fit <- function(alpha, kind, ...) glmnet(x, y, "binomial", alpha = alpha, standardize = FALSE, thresh = 1e-14, maxit = 1e7,
  weights = if (kind > 0) weight else rep(1, n), penalty.factor = if (kind > 1) factor else rep(1, p), ...)

# kind: 0 plain, 1 weights, 2 weights and penalty factors.
paths <- NULL
for (alpha in c(0, 0.5, 1)) for (kind in 0:2) {
  m <- fit(alpha, kind, lambda = lambda)
  loss <- (1 - m$dev.ratio) * m$nulldev / 2 / sum(if (kind > 0) weight else rep(1, n))
  paths <- rbind(paths, data.frame(alpha, kind, lambda, loss, t(as.matrix(coef(m)))))
}
names(paths)[5:(5 + p)] <- c("intercept", paste0("x", 1:p))
save(paths, "expected_paths.csv")

# The lists glmnet makes itself, and what five folds say of them.
folds <- NULL
for (alpha in c(0.5, 1)) for (kind in 0:2) {
  m <- fit(alpha, kind)
  cv <- cv.glmnet(x, y, family = "binomial", alpha = alpha, standardize = FALSE, thresh = 1e-14, maxit = 1e7, foldid = fold + 1,
    lambda = m$lambda, weights = if (kind > 0) weight else rep(1, n), penalty.factor = if (kind > 1) factor else rep(1, p))
  stopifnot(length(cv$lambda) == length(m$lambda))
  folds <- rbind(folds, data.frame(alpha, kind, lambda = m$lambda, loss = cv$cvm / 2, error = cv$cvsd / 2,
    is_min = as.integer(cv$lambda == cv$lambda.min), is_1se = as.integer(cv$lambda == cv$lambda.1se)))
}
save(folds, "expected_folds.csv")
