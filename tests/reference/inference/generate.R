# Makes input.csv and expected.csv: standard errors, z and p-values of logistic regressions by R's glm; by clusters and for ridge from the formulas.
#
# Rows of a group share a shock, so that errors by groups are larger. Without Rscript's package sandwich the formula of its vcovCL (type HC0, one factor
# G / (G - 1)) is written out; it is A B A with A the inverse information.
set.seed(8)
n <- 400
group <- rep(1:50, each = 8)
x <- matrix(round(rnorm(n * 4) * 64) / 64, n)
x[, 3] <- as.numeric(x[, 3] > 0.8)
x[, 4] <- round((x[, 4] + rnorm(50)[group]) * 64) / 64
y <- as.numeric(runif(n) < plogis(-0.7 + x %*% c(0.8, -0.4, 0.6, 0.3) + rnorm(50)[group]))
weight <- sample(1:4, n, replace = TRUE)
write.csv(data.frame(weight, y, x, group), "input.csv", row.names = FALSE, quote = FALSE)
design <- cbind(1, x)

sandwich <- function(beta, w, lambda) {
  p <- as.vector(plogis(design %*% beta))
  information <- crossprod(design * sqrt(w * p * (1 - p)))
  inverse <- solve(information + sum(w) * diag(c(0, rep(lambda, ncol(x)))))
  score <- rowsum(design * (w * (y - p)), group)
  clusters <- nrow(score)
  list(model = sqrt(diag(inverse %*% information %*% inverse)),
       cluster = sqrt(diag(inverse %*% crossprod(score) %*% inverse) * clusters / (clusters - 1)))
}
ridge <- function(w, lambda) { # Newton's method
  beta <- rep(0, 5)
  penalty <- sum(w) * diag(c(0, rep(lambda, 4)))
  for (step in 1:50) {
    p <- as.vector(plogis(design %*% beta))
    beta <- beta + solve(crossprod(design * sqrt(w * p * (1 - p))) + penalty, crossprod(design, w * (y - p)) - penalty %*% beta)
  }
  as.vector(beta)
}
rows <- list()
for (is_weighted in 0:1) {
  w <- if (is_weighted) weight else rep(1, n)
  fit <- glm(y ~ x, family = binomial, weights = w, control = list(epsilon = 1e-13, maxit = 100))
  s <- summary(fit)$coefficients
  stopifnot(max(abs(sandwich(coef(fit), w, 0)$model / s[, 2] - 1)) < 1e-6) # glm's errors are those of its last but one step
  exact <- sandwich(coef(fit), w, 0)
  z <- coef(fit) / exact$model
  rows[[length(rows) + 1]] <- data.frame(is_weighted, lambda = 0, coef = coef(fit), model = exact$model, z, p = 2 * pnorm(-abs(z)), cluster = exact$cluster)
  for (lambda in c(0.01, 0.3)) {
    beta <- ridge(w, lambda)
    exact <- sandwich(beta, w, lambda)
    z <- beta / exact$model
    rows[[length(rows) + 1]] <- data.frame(is_weighted, lambda, coef = beta, model = exact$model, z, p = 2 * pnorm(-abs(z)), cluster = exact$cluster)
  }
}
# Dependent columns, as glm leaves them out: the last is the sum of the first two.
fit <- glm(y ~ x + I(x[, 1] + x[, 2]), family = binomial)
stopifnot(is.na(coef(fit)[6]), max(abs(coef(fit)[1:5] - rows[[1]]$coef)) < 1e-6)
write.csv(format(do.call(rbind, rows), digits = 16), "expected.csv", row.names = FALSE, quote = FALSE)
